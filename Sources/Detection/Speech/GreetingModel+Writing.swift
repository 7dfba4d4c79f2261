// SPDX-License-Identifier: GPL-3.0-or-later

extension GreetingModel {
  private static let head = """
    # The greeting model: is somebody speaking, or does music play, is it a person or a machine, and is it worth waiting?
    #
    # speech, music NUMBERS      the parameters of a FrameModel, in its order
    # features NAMES             of GreetingMeter, in their order
    # base LOG-ODDS              of a machine, to which every tree adds a leaf
    # tree F C F C F C F C F C F C V...  six questions "feature F exceeds C?", the first the highest bit of the number of the leaf, and 64 leaves in 0.0001
    # odds, pauses, lengths      edges of the bins that the states of a decision are made of
    # state N MACHINES END TO:COUNT...  what followed state N at the next step, how often a machine was in it and how often the call ended
    """

  /// The file of parameters: read again, it gives the same model.
  package var text: String {
    var lines = [GreetingModel.head]
    func add(_ key: String, _ words: [String]) {
      lines.append(([key] + words).joined(separator: " "))
    }
    for (key, model) in [("speech", speech), ("music", music)] {
      add(key, model.parameters.flatMap { row in row.indices.map { row[$0].description } })
    }
    add("features", GreetingModel.features)
    add("base", [base.description])
    for tree in trees {
      let questions = (0..<Tree.depth).flatMap {
        [tree.features[$0].description, tree.cuts[$0].description]
      }
      let leaves = tree.leaves.indices.map { tree.leaves[$0].description }
      add("tree", questions + leaves)
    }
    add("odds", chain.odds.map(\.description))
    add("pauses", chain.pauses.map(\.description))
    add("lengths", chain.lengths.map(\.description))
    for state in chain.states {
      add(
        "state",
        ["\(state.number)", GreetingModel.count(state.machines), GreetingModel.count(state.ends)]
          + state.next.map { "\($0.state):\(GreetingModel.count($0.count))" })
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Whole numbers as such.
  private static func count(_ value: Float) -> String {
    Int(exactly: value)?.description ?? value.description
  }
}
