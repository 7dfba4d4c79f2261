// SPDX-License-Identifier: GPL-3.0-or-later

/// What `contact_info` is; the numbers of `contact_info_type` in Genesys' calling lists.
public enum ContactInfoType: Int, Sendable, Codable, CaseIterable {
  case noContactType = 0
  case homePhone = 1
  case directBusinessPhone = 2
  case businessWithExt = 3
  case mobile = 4
  case vacationPhone = 5
  case pager = 6
  case modem = 7
  case voiceMail = 8
  case pinPager = 9
  case eMail = 10

  /// Whether a person may be called there.
  public var isDialable: Bool {
    switch self {
    case .pager, .modem, .voiceMail, .pinPager, .eMail: false
    default: true
    }
  }
}
