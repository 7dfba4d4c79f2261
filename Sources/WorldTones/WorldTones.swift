// SPDX-License-Identifier: GPL-3.0-or-later

/// The built-in table of the world's tones: the file `world.tones` beside this one, compiled in, so that no file is needed
/// at run time. A target of its own, because compiling it takes the time of a hundred source files.
public enum WorldTones {
  public static var text: String { String(decoding: PackageResources.world_tones, as: UTF8.self) }
}
