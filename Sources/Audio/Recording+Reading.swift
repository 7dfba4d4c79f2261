// SPDX-License-Identifier: GPL-3.0-or-later
import CSndfile

extension Recording {
  /// Reads a WAV (linear, floating point, µ-law, A-law, GSM …), AU or FLAC file of any accepted
  /// rate, resampled to 8 kHz.
  ///
  /// - Parameters:
  ///   - channel: which channel of several, 1-based; nil: the file must be mono.
  ///   - headerless: the code of a file without a header. A file that has one is read by it.
  /// - Throws: the file, the fault and the remedy. A file is refused if less audio is there than
  ///   its header declares, or more; nothing is guessed.
  public init(
    contentsOf path: String, channel: Int? = nil, headerless: Headerless? = nil
  ) throws(RecordingError) {
    let source = try FileSource(path: path)
    do throws(RecordingError.Fault) {
      let header: ContainerHeader
      if let found = try ContainerHeader(of: source) {
        header = found
        self.samples = try Recording.decode(source, found, channel: channel, format: SF_INFO())
      } else if let headerless {
        header = ContainerHeader(rate: SampleTime.rate, channels: 1, frames: source.size)
        var format = SF_INFO()
        format.samplerate = Int32(header.rate)
        format.channels = 1
        let code = headerless == .ulaw ? SF_FORMAT_ULAW : SF_FORMAT_ALAW
        format.format = Int32(SF_FORMAT_RAW | code)
        self.samples = try Recording.decode(source, header, channel: channel, format: format)
      } else {
        throw .notAudio(ContainerHeader.appearance(of: source))
      }
    } catch {
      throw RecordingError(path, source.failure.map { .unreadable($0) } ?? error)
    }
  }

  private static func decode(
    _ source: FileSource, _ header: ContainerHeader, channel: Int?, format: SF_INFO
  ) throws(RecordingError.Fault) -> [Int16] {
    if let channel, !(1...header.channels).contains(channel) {
      throw .noSuchChannel(channel, of: header.channels)
    }
    guard channel != nil || header.channels == 1 else { throw .severalChannels(header.channels) }

    source.replacement = header.replacement
    var format = format
    var io = FileSource.virtualIO
    let context = Unmanaged.passUnretained(source).toOpaque()
    guard let file = sf_open_virtual(&io, Int32(SFM_READ), &format, context) else {
      throw .undecodable(words(nil))
    }
    defer { sf_close(file) }
    let channels = header.channels
    guard Int(format.channels) == channels, Int(format.samplerate) == header.rate else {
      throw .headerLies(
        "\(channels) channels at \(header.rate) are read as \(format.channels) at "
          + "\(format.samplerate)")
    }

    var samples: [Int16] = []
    var resampler = try Resampler(from: header.rate)
    let framesPerBlock = max(1, 16384 / channels)
    var block = [Float](repeating: 0, count: framesPerBlock * channels)
    var frames = 0
    var failure: String?
    while true {
      let count = Int(sf_readf_float(file, &block, sf_count_t(framesPerBlock)))
      // Asked after each read: the next one would forget it.
      if sf_error(file) != Int32(SF_ERR_NO_ERROR), failure == nil { failure = words(file) }
      guard count > 0 else { break }
      frames += count
      if channels > 1 {
        let first = (channel ?? 1) - 1
        for frame in 0..<count { block[frame] = block[frame * channels + first] }
      }
      try resampler.convert(block[..<count], isLast: false, into: &samples)
    }
    try resampler.convert([], isLast: true, into: &samples)

    if let declared = header.frames, declared != frames {
      let text = "its header declares \(declared) samples, \(frames) are there"
      throw declared > frames ? .truncated(text) : .headerLies(text)
    }
    if let failure { throw .undecodable(failure) }
    guard frames > 0, !samples.isEmpty else { throw .noSamples }
    return samples
  }

  /// libsndfile's words for the last error of a handle, or of the last open.
  static func words(_ file: OpaquePointer?) -> String {
    sf_strerror(file).map { String(cString: $0) } ?? "unknown error"
  }
}
