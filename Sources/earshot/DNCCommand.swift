// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Foundation
import OutboundContact
import SQLiteRecords

struct DNCCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dnc",
    abstract: "The do-not-call list: whom no campaign of this store may call.",
    discussion: """
      earshot dnc import national.csv --database lists.sqlite --country us
      earshot dnc add --phone "(212) 736-5000" --database lists.sqlite --country us
      earshot dnc add --customer c-17 --database lists.sqlite
      earshot dnc check --phone +12127365000 --database lists.sqlite

      The list is looked into at every dial, by number first, then by the custom field customer_id: what is added here
      holds from the next call on, in campaigns that run too, and after every restart. Numbers are compared as they
      are dialed, without +: read calling lists and this list with the same --country.
      """,
    subcommands: [DNCImport.self, DNCAdd.self, DNCCheck.self])
}

struct DNCImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Adds a file's numbers and customer ids: all of them, or none.",
    discussion: """
      A number on each line, or CSV whose first line names a column phone, customer_id, or both. What is on the list
      already stays. Ten million numbers need no more memory than ten.

      Exit status: 0 added, 1 the store could not take it, 2 the file or the command is at fault.
      """)

  @Argument(help: "The file, in UTF-8.", completion: .file()) var file: String
  @OptionGroup var store: StoreOptions
  @OptionGroup var numbers: NumberOptions
  @Flag(help: "Print what was done as JSON.") var json = false

  func run() async throws {
    let start = ContinuousClock.now
    let source: DoNotCallFile
    let records: any ListStore
    do {
      try TextFile.check(list: file)
      let rules = try numbers.rules()
      records = try store.open(creating: true)
      source = try DoNotCallFile(path: file, numbers: rules)
    } catch {
      throw Self.complain("dnc import", error)
    }
    let progress = Progress(total: source.size, what: "bytes")
    do {
      let added = try await records.addDoNotCall(
        from: source.telling { progress.advance(by: $0) })
      progress.finish()
      let count = try await records.doNotCallCount()
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      if json {
        return print(
          try ["added": added, "phones": count.phones, "customers": count.customers].jsonPage)
      }
      print(
        "\(added) added in \(String(format: "%.1f", seconds)) s; the list holds \(count.phones)"
          + " numbers and \(count.customers) customers")
    } catch let error as CallingListError {
      progress.finish()
      Self.complain("dnc import", "\(file): nothing was added:\n\(error)")
      throw ExitCode.badInput
    } catch {
      progress.finish()
      Self.complain("dnc import", error)
      throw ExitCode.unexpected
    }
  }
}

/// A number or a customer, as the command line names them.
struct DoNotCallOptions: ParsableArguments {
  @Option(help: "A telephone number.") var phone: [String] = []
  @Option(help: "A customer id.") var customer: [String] = []

  func validate() throws {
    guard !phone.isEmpty || !customer.isEmpty else {
      throw ValidationError("Name somebody: --phone NUMBER or --customer ID.")
    }
  }

  func entries(_ numbers: NumberOptions) throws -> [DoNotCallEntry] {
    let rules = try numbers.rules()
    return try phone.map { text in
      do {
        return .phone(try rules.number(text))
      } catch {
        throw ValidationError("\(PhoneNumber.masked(text)) is \(error).")
      }
    } + customer.map { .customer($0) }
  }
}

struct DNCAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Adds a number or a customer.")

  @OptionGroup var who: DoNotCallOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var numbers: NumberOptions

  func run() async throws {
    do {
      let entries = try who.entries(numbers)
      let added = try await store.open(creating: true).addDoNotCall(entries)
      print("\(added) added\(added < entries.count ? "; the others were on the list already" : "")")
    } catch {
      throw Self.complain("dnc add", error)
    }
  }
}

struct DNCCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Whether a number or a customer is on the list.",
    discussion: "Exit status: 0 nobody is, 1 somebody is.")

  @OptionGroup var who: DoNotCallOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var numbers: NumberOptions

  func run() async throws {
    let listed: [DoNotCallEntry]
    let asked: [DoNotCallEntry]
    do {
      asked = try who.entries(numbers)
      listed = try await store.open().doNotCall(among: asked)
    } catch {
      throw Self.complain("dnc check", error)
    }
    for entry in asked {
      let name =
        switch entry {
        case .phone(let number): number.digits
        case .customer(let id): "customer \(id)"
        }
      print("\(name)  \(listed.contains(entry) ? "do not call" : "may be called")")
    }
    if !listed.isEmpty { throw ExitCode.unexpected }
  }
}
