// SPDX-License-Identifier: GPL-3.0-or-later

/// Do not call, and cancel, by number or customer, whoever has a record of them.
extension CampaignMachine {
  /// The store would not have a record dialed: nothing happens but that the machine knows.
  public mutating func learn(_ fault: RecordStoreError.Fault) {
    switch fault {
    case .doNotCall(let record): barred.insert(record)
    case .cancelled(let record): cancelled.insert(record)
    default: break
    }
  }

  /// From its acknowledgement on nothing of the number, nor of the customer, is dialed: by any campaign, or, cancelled, by
  /// this one. The store looks at each dial; records in its list end when their turn comes.
  mutating func bar(
    _ kind: DesktopRequest.Kind, _ request: DesktopRequest, of agent: String,
    into step: inout CampaignStep
  ) {
    let phone: PhoneNumber?
    let customer = request.attributes.string(DesktopKey.customerID)
    do throws(Refusal) {
      if let campaign = wrongCampaign(request) {
        throw Refusal(.unknownCampaign, "there is no campaign \"\(campaign)\" here")
      }
      phone = try number(in: request)
      guard try scope(of: request) == .recordOnly else {
        throw Refusal(
          .invalidValue,
          "\(DesktopKey.chainAttribute) AllChain needs \(DesktopKey.recordHandle); all numbers of a customer are meant by \(DesktopKey.customerID)"
        )
      }
    } catch {
      return refuse(request, of: agent, error.error, error.text, into: &step)
    }
    step.transitions.append(
      kind == .doNotCall
        ? .doNotCall(phone, customerID: customer)
        : .cancelled(campaign: configuration.name, phone, customerID: customer))
    acknowledge(request, of: agent, into: &step)
    let key = phone.map(DoNotCallEntry.key)
    tellOthers(into: &step) { record in
      DoNotCallEntry.key(of: record.contactInfo) == key
        || customer != nil && record.customerID == customer
    }
  }

  private func number(in request: DesktopRequest) throws(Refusal) -> PhoneNumber? {
    guard let text = request.attributes.string(DesktopKey.phone) else { return nil }
    guard let number = PhoneNumber(text) else {
      throw Refusal(.invalidValue, "\(DesktopKey.phone) is no number to dial")
    }
    return number
  }
}

extension DesktopRequest {
  /// Who is meant is said without a record.
  var namesCustomer: Bool {
    attributes.string(DesktopKey.phone) != nil
      || attributes.string(DesktopKey.customerID)?.isEmpty == false
  }
}
