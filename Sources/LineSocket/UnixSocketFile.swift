// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The file of a listening Unix socket: for its owner only, replaced only if nobody answers on it, removed only if it
/// is still ours.
struct UnixSocketFile: Sendable {
  static let backlog: Int32 = 128
  static let addressInUse = EADDRINUSE

  /// The listening socket. Whoever takes it closes it.
  let descriptor: Int32
  private let path: String
  private let device: UInt64
  private let inode: UInt64

  init(listeningAt path: String) throws(LineError) {
    // One server at a time looks and binds, or two could replace each other's file.
    let folder = open((path as NSString).deletingLastPathComponent.nonEmpty ?? ".", O_RDONLY)
    guard folder >= 0 else { throw UnixSocketFile.fault(path) }
    flock(folder, LOCK_EX)
    defer { _ = Foundation.close(folder) }
    try UnixSocketFile.clear(path)

    let socket = try UnixSocketFile.makeSocket(path)
    do throws(LineError) {
      // Linux gives the file the mode of the socket, less the umask, so that it is never open to others.
      fchmod(socket, 0o600)
      guard UnixSocketFile.with(path, { bind(socket, $0, $1) }) == 0, chmod(path, 0o600) == 0,
        Foundation.listen(socket, UnixSocketFile.backlog) == 0
      else { throw UnixSocketFile.fault(path) }
      var status = stat()
      guard lstat(path, &status) == 0 else { throw UnixSocketFile.fault(path) }
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
    } catch {
      _ = Foundation.close(socket)
      throw error
    }
    descriptor = socket
    self.path = path
  }

  func remove() {
    var status = stat()
    guard lstat(path, &status) == 0, UInt64(status.st_dev) == device,
      UInt64(status.st_ino) == inode
    else { return }
    unlink(path)
  }

  /// Removes the file of a server that is gone.
  private static func clear(_ path: String) throws(LineError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw fault(path)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw LineError(.cannotListen, "unix:\(path) is a file and no socket; it was left alone")
    }
    let probe = try makeSocket(path)
    defer { _ = Foundation.close(probe) }
    _ = fcntl(probe, F_SETFL, O_NONBLOCK)
    // Only a refusal says that nobody listens; a full backlog, say, is somebody's.
    guard with(path, { connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
      throw LineError(.inUse, "unix:\(path): a server answers there")
    }
    guard unlink(path) == 0 || errno == ENOENT else { throw fault(path) }
  }

  private static func makeSocket(_ path: String) throws(LineError) -> Int32 {
    #if os(Linux)
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    #else
      let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw fault(path) }
    return descriptor
  }

  private static func with(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8) + [0]
    guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else {
      errno = ENAMETOOLONG
      return -1
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private static func fault(_ path: String) -> LineError {
    LineError(.cannotListen, "unix:\(path): \(String(cString: strerror(errno)))")
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
