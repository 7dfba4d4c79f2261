// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import SQLiteRecords
import Testing

/// Lists and the do-not-call list, from the command line.
struct ListCommandTests {
  private static let list = """
    record_id,contact_info,chain_id,chain_n,tz,customer_id,name
    1,(212) 736-5000,1,0,America/New_York,c-1,"Roe, J."
    2,+1 917 555 0123,1,1,America/New_York,c-1,"Roe, J."
    3,0049 30 2270,2,0,Europe/Berlin,c-2,Zoë

    """

  private func write(_ text: String, _ name: String, in folder: TemporaryFolder) throws -> String {
    let file = folder.file(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  @Test func `a list goes in and comes out, its numbers as the world writes them`() async throws {
    let folder = try TemporaryFolder()
    let database = folder.file("lists.sqlite").path
    let file = try write(Self.list.replacing("0049", with: "+49"), "list.csv", in: folder)
    let imported = try await Earshot.run(
      [
        "list", "import", file, "--database", database, "--campaign", "spring", "--country", "us",
        "--json",
      ])
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.output.contains(#""imported" : 3"#))
    let again = try await Earshot.run(["list", "export", "--database", database])
    let lines = again.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[1].contains("+12127365000") && lines[3].contains("+49302270"))
    // What was exported can be imported elsewhere.
    let other = folder.file("other.sqlite").path
    let export = try write(again.output, "export.csv", in: folder)
    let second = try await Earshot.run(
      ["list", "import", export, "--database", other, "--campaign", "spring"])
    #expect(second.status == 0, "\(second.errors)")
    let third = try await Earshot.run(["list", "export", "--database", other])
    #expect(third.output == again.output)
    let status = try await Earshot.run(["list", "status", "--database", other, "--json"])
    #expect(status.output.contains(#""unfinished" : 3"#))
  }

  @Test func `faults are told by line, nothing is imported, and rejects may be left out`()
    async throws
  {
    let folder = try TemporaryFolder()
    let database = folder.file("lists.sqlite").path
    let text =
      Self.list.replacing("0049 30", with: "+49 30") + """
        4,12,3,0,UTC,,
        5,212-736-5000,4,0,UTC,,
        5,212-736-5001,5,0,UTC,,

        """
    let file = try write(text, "list.csv", in: folder)
    let arguments = [
      "list", "import", file, "--database", database, "--campaign", "spring", "--country", "us",
    ]
    let refused = try await Earshot.run(arguments)
    #expect(refused.status == 2)
    for words in ["line 5: contact_info: \"••\" is too short", "line 6: contact_info: the number"] {
      #expect(refused.errors.contains(words), "\(refused.errors)")
    }
    #expect(!refused.errors.contains("7365000"))
    let store = try SQLiteRecords(path: database)
    #expect(try await store.campaigns().isEmpty)
    let rejects = folder.file("rejects.csv").path
    let taken = try await Earshot.run(arguments + ["--rejects", rejects])
    #expect(taken.status == 0, "\(taken.errors)")
    #expect(try await store.records(campaign: "spring").map(\.recordID) == [1, 2, 3, 5])
    let left = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
    #expect(left.count == 3 && left[1].hasPrefix("5,") && left[2].hasPrefix("6,"))
    let conflict = try await Earshot.run(arguments + ["--rejects", rejects])
    #expect(conflict.status == 2 && conflict.errors.contains("is in the store already"))
    let renumbered = try await Earshot.run(arguments + ["--rejects", rejects, "--renumber"])
    #expect(renumbered.status == 0, "\(renumbered.errors)")
    #expect(try await store.records(campaign: "spring").count == 8)
  }

  @Test func `no output is written over the store, the list or what is no file`() async throws {
    let folder = try TemporaryFolder()
    let database = folder.file("lists.sqlite")
    let file = try write(Self.list, "list.csv", in: folder)
    func importing(_ rejects: String) async throws -> (status: Int32, errors: String) {
      let result = try await Earshot.run([
        "list", "import", file, "--database", database.path, "--campaign", "spring", "--renumber",
        "--rejects", rejects,
      ])
      return (result.status, result.errors)
    }
    let rejects = folder.file("rejects.csv")
    try Data("an earlier one\n".utf8).write(to: rejects)
    #expect(try await importing(rejects.path).status == 0)
    #expect(try String(contentsOf: rejects, encoding: .utf8) == "line,reason\n")
    let alias = folder.file("alias.sqlite")
    try FileManager.default.createSymbolicLink(at: alias, withDestinationURL: database)
    let pipe = folder.file("pipe").path
    #expect(mkfifo(pipe, 0o600) == 0)
    for (path, word) in [
      (database.path, "the store"), (alias.path, "the store"), (pipe, "no regular file"),
    ] {
      let exported = try await Earshot.run(
        ["list", "export", "--database", database.path, "--output", path])
      #expect(exported.status == 2 && exported.errors.contains(word), "\(path): \(exported)")
      let imported = try await importing(path)
      #expect(imported.status == 2 && imported.errors.contains(word), "\(path): \(imported)")
    }
    let itself = try await importing(file)
    #expect(itself.status == 2 && itself.errors.contains("the list that is imported"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.list)
    #expect(try await SQLiteRecords(path: database.path).records(campaign: "spring").count == 3)
    let export = folder.file("now.csv").path
    let exported = try await Earshot.run(
      ["list", "export", "--database", database.path, "--output", export])
    #expect(exported.status == 0, "\(exported.errors)")
    let mode = try FileManager.default.attributesOfItem(atPath: export)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `a folder in a file's place is said in the system's words, and makes no store`()
    async throws
  {
    let folder = try TemporaryFolder()
    let (path, database) = (folder.url.path, folder.file("lists.sqlite").path)
    for arguments in [
      ["list", "import", path, "--database", database, "--campaign", "spring"],
      ["dnc", "import", path, "--database", database], ["evaluate", path],
      ["evaluate", "x.csv", "--tones", path], ["classify", "x.wav", "--prompts", path],
      ["gateway", "--config", path], ["amd", "--token-file", path],
      ["dial", "--board", "loopback:2", "--far-ends", path, "11"],
      [
        "desktop", "unix:/nonexistent.sock", "--agent", "a", "--place", "1", "--token-file", path,
      ],
    ] {
      let result = try await Earshot.run(arguments)
      #expect(result.status == 2, "\(arguments): \(result)")
      #expect(
        result.errors.contains("\(path): cannot be read: Is a directory"), "\(result.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: database))
  }

  @Test func `the do-not-call list is filled, added to and asked`() async throws {
    let folder = try TemporaryFolder()
    let database = folder.file("lists.sqlite").path
    let file = try write("phone,customer_id\n212 736 5000,\n,c-9\n", "dnc.csv", in: folder)
    let imported = try await Earshot.run(
      ["dnc", "import", file, "--database", database, "--country", "us"])
    #expect(imported.status == 0 && imported.output.hasPrefix("2 added"), "\(imported)")
    let added = try await Earshot.run(
      ["dnc", "add", "--phone", "+49 30 2270", "--database", database, "--numbers", "possible"])
    #expect(added.status == 0 && added.output.hasPrefix("1 added"))
    func check(_ who: String...) async throws -> Int32 {
      try await Earshot.run(
        ["dnc", "check", "--database", database, "--country", "us"] + who
      ).status
    }
    #expect(try await check("--phone", "(212) 736-5000") == 1)
    #expect(try await check("--phone", "+49302270") == 1)
    #expect(try await check("--customer", "c-9") == 1)
    #expect(try await check("--phone", "212 736 5001", "--customer", "c-8") == 0)
    #expect(try await check("--phone", "12") == 2)
  }
}
