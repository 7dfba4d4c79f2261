// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// `earshot prompts`, and what knows them.
struct PromptsTests {
  private static let greeting = "Samples/machine-us-no-beep-female.wav"

  @Test func `a prompt is taught from a recording, listed, and known in a call`() async throws {
    let folder = try TemporaryFolder()
    let book = folder.file("known.prompts").path
    let added = try await Earshot.run([
      "prompts", "add", book, Self.greeting, "--name", "assistant", "--as", "call-screener",
    ])
    #expect(added.status == 0, "\(added.errors)")
    #expect(added.output.contains("phrases of assistant, call-screener"))
    let listed = try await Earshot.run(["prompts", "list", book])
    #expect(listed.output.contains("assistant"))
    let known = try await Earshot.run(["classify", "--prompts", book, Self.greeting])
    #expect(known.output.contains("call-screener"))
    #expect(known.output.contains("the known prompt assistant"))
    let unknown = try await Earshot.run(["classify", Self.greeting])
    #expect(unknown.output.contains("answering-machine"))
  }

  @Test func `what cannot be used is named`() async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("bad.prompts")
    try Data("hello\n".utf8).write(to: file)
    for arguments in [
      ["prompts", "list", file.path], ["classify", "--prompts", file.path, Self.greeting],
    ] {
      let result = try await Earshot.run(arguments)
      #expect(result.status == 2)
      #expect(result.errors.contains("bad.prompts:1: a line is an outcome"))
    }
    let silence = try await Earshot.run([
      "prompts", "add", folder.file("new.prompts").path, "Samples/silence-digital.wav",
      "--name", "x", "--as", "announcement",
    ])
    #expect(silence.status == 2)
    #expect(silence.errors.contains("no phrase with a second of speech"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("new.prompts").path))
    let wrong = try await Earshot.run([
      "prompts", "add", file.path, Self.greeting, "--name", "x", "--as", "busy",
    ])
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("--as takes one of"))
  }

  @Test func `a gateway's book is read before it starts`() async throws {
    let folder = try TemporaryFolder()
    let file = folder.file("gateway.yaml")
    let yaml = """
      listen: unix:cpd.sock
      token: a-long-secret-for-this-test
      journal: gateway.journal
      board: loopback:2
      prompts: known.prompts
      """
    try Data(yaml.utf8).write(to: file)
    let missing = try await Earshot.run(["config", "check", file.path])
    #expect(missing.status == 2)
    #expect((missing.output + missing.errors).contains("known.prompts: cannot be read"))
    try Data("# none yet\n".utf8).write(to: folder.file("known.prompts"))
    let found = try await Earshot.run(["config", "check", file.path])
    #expect(found.status == 0, "\(found.output)\(found.errors)")
  }
}
