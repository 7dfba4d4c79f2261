// SPDX-License-Identifier: GPL-3.0-or-later

/// All tests of what the analyzer hears, by what signals and lines may be like.
public enum AccuracySuite {
  /// - Parameter seed: the same seed gives the same trials.
  public static func tests(_ effort: AccuracyEffort, seed: UInt64 = 1) -> [AccuracyTest] {
    [
      PlanTrials.test(effort, seed: seed),
      SITTrials.test(effort, seed: seed),
      AnswerToneTrials.test(effort, seed: seed),
      AnswerToneFormTrials.test(effort, seed: seed),
      PreambleTrials.test(effort, seed: seed),
      DTMFTrials.test(effort, seed: seed),
      MFTrials.test(effort, seed: seed),
      ModemTrials.test(effort, seed: seed),
      BaudotTrials.test(effort, seed: seed),
      BeepTrials.test(effort, seed: seed),
      ServiceTrials.test(effort, seed: seed),
      LineTrials.test(effort, seed: seed),
      SpeechTrials.test(effort, seed: seed),
    ]
  }
}
