// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import OutboundContact

/// Events as an agent reads them: the name, then what he needs of the record, then its own fields.
enum DesktopText {
  static func line(of event: DesktopEvent) -> String {
    var parts: [String] = []
    let data = event.userData ?? event.attributes
    if let number = data.integer(DesktopKey.errorNumber) ?? data.integer(DesktopKey.errorCode) {
      let text = data.string(DesktopKey.error) ?? data.string(DesktopKey.errorMessage) ?? ""
      parts.append("\(number): \(text)")
    }
    if let handle = data.integer(DesktopKey.recordHandle) { parts.append("record \(handle)") }
    if let phone = data.string(DesktopKey.phone) { parts.append(phone) }
    if let number = data.integer(DesktopKey.callResult), let result = CallResult(rawValue: number) {
      parts.append(result.name)
    }
    if let zone = data.string(DesktopKey.timeZoneName) { parts.append(zone) }
    if let attempts = data.integer(DesktopKey.attempts) { parts.append("attempt \(attempts)") }
    if let mode = data.string(DesktopKey.campaignMode) { parts.append(mode) }
    if let date = data.string(DesktopKey.dateTime) { parts.append(date) }
    parts += data.custom.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let name = event.name + String(repeating: " ", count: max(0, 28 - event.name.count))
    return parts.isEmpty ? event.name : name + parts.joined(separator: " · ")
  }
}
