// SPDX-License-Identifier: GPL-3.0-or-later

/// The built-in parameters by which a person is told from a machine: the file `greeting.model` beside this one, compiled
/// in, so that no file is needed at run time. A target of its own, because compiling it takes the time of a hundred
/// source files.
public enum GreetingParameters {
  public static var text: String {
    String(decoding: PackageResources.greeting_model, as: UTF8.self)
  }
}
