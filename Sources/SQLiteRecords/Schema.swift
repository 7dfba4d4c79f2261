// SPDX-License-Identifier: GPL-3.0-or-later
import GRDB
import OutboundContact

/// The tables. A migration that has been released is never changed; the next one is added.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 calling list and attempts") { database in
      try database.execute(sql: callingList)
      try database.execute(sql: attempts)
    }
    migrator.registerMigration("2 modes, the law's counters") { database in
      try database.execute(sql: callTimes)
      try database.execute(sql: compliance)
    }
    migrator.registerMigration("3 lists, do not call") { database in
      try database.execute(sql: lists)
      try database.execute(sql: doNotCall)
      try database.execute(sql: agents)
    }
    migrator.registerMigration("4 goals, what was dialed") { database in
      try database.execute(sql: goals)
      try database.execute(sql: cancelled)
      try database.execute(
        sql: """
          ALTER TABLE attempts ADD COLUMN record_type INTEGER NOT NULL
          DEFAULT \(RecordType.general.rawValue)
          """)
    }
    return migrator
  }

  /// Columns as Genesys names them, where it has them. Times are UTC in seconds since 1970, 0 for none.
  ///
  /// `is_next` is 1 for a record that is Ready and the next of its chain to be dialed, so that due chains are found
  /// by index, however long the list. `is_callback` parts what comes first.
  private static let callingList = """
    CREATE TABLE calling_list (
      record_id INTEGER PRIMARY KEY,
      contact_info TEXT NOT NULL,
      contact_info_type INTEGER NOT NULL,
      record_type INTEGER NOT NULL,
      record_status INTEGER NOT NULL,
      call_result INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      dial_sched_time INTEGER NOT NULL,
      call_time INTEGER NOT NULL,
      daily_from INTEGER NOT NULL,
      daily_till INTEGER NOT NULL,
      tz TEXT NOT NULL,
      agent_id TEXT,
      chain_id INTEGER NOT NULL,
      chain_n INTEGER NOT NULL,
      campaign TEXT NOT NULL,
      treatments_used INTEGER NOT NULL,
      custom TEXT NOT NULL,
      is_next INTEGER NOT NULL DEFAULT 0,
      is_callback INTEGER NOT NULL GENERATED ALWAYS AS (record_type IN (5, 6)) VIRTUAL,
      UNIQUE (campaign, chain_id, chain_n)
    );
    CREATE INDEX calling_list_due ON calling_list (
      campaign, is_callback, dial_sched_time, record_id
    ) WHERE is_next = 1;
    CREATE INDEX calling_list_status ON calling_list (campaign, record_status);
    """

  /// A chain has one attempt without an end at most.
  private static let attempts = """
    CREATE TABLE attempts (
      attempt_id TEXT PRIMARY KEY,
      record_id INTEGER NOT NULL REFERENCES calling_list (record_id),
      chain_id INTEGER NOT NULL,
      campaign TEXT NOT NULL,
      number INTEGER NOT NULL,
      started_at REAL NOT NULL,
      stage TEXT NOT NULL,
      agent_id TEXT,
      closed_at REAL,
      call_result INTEGER,
      outcome TEXT,
      confidence REAL,
      decided_at REAL,
      answered_at REAL,
      line TEXT,
      reason TEXT,
      pending TEXT
    );
    CREATE UNIQUE INDEX attempts_open ON attempts (campaign, chain_id) WHERE closed_at IS NULL;
    CREATE INDEX attempts_record ON attempts (record_id, started_at);
    CREATE INDEX attempts_campaign ON attempts (campaign, started_at);
    """

  private static let callTimes = """
    ALTER TABLE attempts ADD COLUMN mode TEXT NOT NULL DEFAULT 'Progressive';
    ALTER TABLE attempts ADD COLUMN called_number TEXT;
    ALTER TABLE attempts ADD COLUMN caller_id TEXT;
    ALTER TABLE attempts ADD COLUMN greeting_ended_at REAL;
    ALTER TABLE attempts ADD COLUMN live_at REAL;
    ALTER TABLE attempts ADD COLUMN connected_at REAL;
    ALTER TABLE attempts ADD COLUMN released_at REAL;
    ALTER TABLE attempts ADD COLUMN is_abandoned INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE attempts ADD COLUMN is_message_played INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE attempts ADD COLUMN is_false_machine INTEGER NOT NULL DEFAULT 0;
    """

  /// `day`: days since 1970 in UTC.
  private static let compliance = """
    CREATE TABLE compliance (
      campaign TEXT NOT NULL,
      day INTEGER NOT NULL,
      dialed INTEGER NOT NULL,
      live_answers INTEGER NOT NULL,
      abandoned INTEGER NOT NULL,
      false_machines INTEGER NOT NULL,
      messages_played INTEGER NOT NULL,
      PRIMARY KEY (campaign, day)
    ) WITHOUT ROWID;
    """

  /// Lists of a campaign. Due chains are found by list and type: what comes first is the campaign's to say.
  private static let lists = """
    ALTER TABLE calling_list ADD COLUMN list TEXT NOT NULL DEFAULT '';
    UPDATE calling_list SET list = campaign;
    CREATE TABLE lists (
      campaign TEXT NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (campaign, name)
    ) WITHOUT ROWID;
    INSERT INTO lists SELECT DISTINCT campaign, list FROM calling_list;
    DROP INDEX calling_list_due;
    CREATE INDEX calling_list_due ON calling_list (
      campaign, list, record_type, dial_sched_time, record_id
    ) WHERE is_next = 1;
    """

  /// `presence` from `at` on, seconds since 1970, until the agent's next row.
  private static let agents = """
    CREATE TABLE agent_history (
      campaign TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      at REAL NOT NULL,
      presence TEXT NOT NULL
    );
    CREATE INDEX agent_history_agent ON agent_history (campaign, agent_id, at);
    """

  /// Goals of pacing that were set while a campaign ran, in people's words, and those of the configuration that they
  /// replaced.
  private static let goals = """
    CREATE TABLE goals (
      campaign TEXT PRIMARY KEY,
      goal TEXT NOT NULL,
      configured TEXT NOT NULL
    ) WITHOUT ROWID;
    """

  /// Whom one campaign is not to call any more; columns as those of `do_not_call`.
  private static let cancelled = """
    CREATE TABLE cancelled (
      campaign TEXT NOT NULL,
      kind INTEGER NOT NULL,
      value TEXT NOT NULL,
      added_at INTEGER NOT NULL,
      PRIMARY KEY (campaign, kind, value)
    ) WITHOUT ROWID;
    """

  /// `kind` 1: a number as it is dialed, without +; 2: a customer id. `added_at`: UTC in seconds since 1970.
  private static let doNotCall = """
    CREATE TABLE do_not_call (
      kind INTEGER NOT NULL,
      value TEXT NOT NULL,
      added_at INTEGER NOT NULL,
      PRIMARY KEY (kind, value)
    ) WITHOUT ROWID;
    """
}
