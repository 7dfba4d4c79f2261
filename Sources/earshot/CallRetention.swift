// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Logging
import OutboundContact
import ServiceLifecycle

/// Forgets calls when they are old enough, once a day.
struct CallRetention: Service {
  let store: any ListStore
  let years: Int
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let limit = CallRecordRetention.limit(now: Date(), years: years)
        do {
          let count = try await store.forgetCalls(before: limit)
          if count > 0 {
            logger.info(
              "old calls forgotten", metadata: ["calls": "\(count)", "years": "\(years)"])
          }
        } catch {
          logger.warning("old calls could not be forgotten", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: .seconds(86_400))
      }
    }
  }
}
