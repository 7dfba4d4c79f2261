// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Plot

struct PictureFileTests {
  private func folder() throws -> String {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "earshot-plot-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url.path
  }

  @Test(arguments: [("a.png", Canvas.Format.png), ("b.SVG", .svg)])
  func `the format is the path's ending`(name: String, format: Canvas.Format) throws {
    #expect(try PictureFile(path: "/tmp/" + name).format == format)
  }

  @Test(arguments: ["call.pdf", "call", "png"])
  func `a path of no format is refused, with the remedy`(path: String) {
    let error = #expect(throws: PictureError.self) { try PictureFile(path: path) }
    #expect(error == PictureError(path, .noFormat))
    #expect(error?.description.contains(".png") == true)
  }

  @Test func `a path in no folder is refused before anything is drawn`() {
    #expect(throws: PictureError("/none/a.png", .noFolder("/none"))) {
      try PictureFile(path: "/none/a.png")
    }
  }

  @Test func `several recordings go to a folder, each to its own picture`() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let files = try PictureFile.files(at: folder, for: ["calls/a.wav", "b.flac"])
    #expect(files.map(\.path) == ["\(folder)/a.png", "\(folder)/b.png"])
    #expect(throws: PictureError("\(folder)/a.png", .taken("x/a.wav", "y/a.wav"))) {
      try PictureFile.files(at: folder, for: ["x/a.wav", "y/a.wav"])
    }
    #expect(throws: PictureError("/tmp/one.png", .onePicture(2))) {
      try PictureFile.files(at: "/tmp/one.png", for: ["a.wav", "b.wav"])
    }
  }

  @Test func `bytes are written whole, and what the system refuses is said in its words`() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = try PictureFile(path: folder + "/a.png")
    try file.write([1, 2, 3])
    try file.write([4, 5])
    #expect(try Array(Data(contentsOf: URL(filePath: file.path))) == [4, 5])
    // /proc takes no files, whoever asks.
    let refused = try PictureFile(path: "/proc/a.png")
    let error = #expect(throws: PictureError.Fault.self) { try refused.write([1]) }
    #expect(error?.description.hasPrefix("cannot be written: ") == true)
  }
}
