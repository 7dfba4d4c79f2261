// SPDX-License-Identifier: GPL-3.0-or-later

/// The campaigns of an OCS configuration: one under `campaign`, or several under `campaigns`.
extension Settings {
  /// Their sections, one at least.
  func campaigns() throws(SettingsError) -> [Settings] {
    let several = try sections("campaigns")
    guard !several.isEmpty else { return [try section("campaign")] }
    guard !has("campaign") else {
      throw fault("campaign", "'campaign' is one of 'campaigns', where those are given")
    }
    return several
  }

  /// The section of the campaign with this name; nil: of the only one.
  func campaign(_ name: String?) throws(SettingsError) -> Settings {
    let all = try campaigns()
    if name == nil, all.count == 1 { return all[0] }
    var names: [String] = []
    for section in all {
      let known = try section.string("name")
      if known == name { return section }
      names.append(known)
    }
    let list = names.joined(separator: ", ")
    throw SettingsError(
      path: path, line: nil,
      name.map { "has no campaign \"\($0)\"; it has \(list)" }
        ?? "has the campaigns \(list): name one with --campaign")
  }
}
