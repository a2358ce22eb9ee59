import { Client } from 'pg';

/** The real constructor, whose clock is the machine's. */
const RealDate = Date;

/**
 * Clocks of a world in another time: this process and one database, whose functions that tell the time stand in front of
 * PostgreSQL's own. Everything that asks either runs as it would have run then.
 */
export class MovedClock {
  private constructor(private readonly database: Client) {}

  /** Before anything connects to the database: the search path counts for new connections only. */
  static async of(databaseUrl: string): Promise<MovedClock> {
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query(databaseClock);
    return new MovedClock(database);
  }

  /** Moves both clocks to a moment in epoch milliseconds, from which they go on. */
  async moveTo(now: number): Promise<void> {
    const shift = now - RealDate.now();
    globalThis.Date = class extends RealDate {
      constructor(...given: [] | [number | string | Date]) {
        if (given.length === 0) super(RealDate.now() + shift);
        else super(...(given as [number]));
      }
      static override now(): number {
        return RealDate.now() + shift;
      }
    } as DateConstructor;
    await this.database.query(`UPDATE clock.moved SET shift = $1 * interval '1 ms', stopped = NULL`, [shift]);
  }

  /** Stops the database's clock at a moment; the process's goes on. */
  async stopDatabaseAt(moment: string): Promise<void> {
    await this.database.query('UPDATE clock.moved SET stopped = $1', [moment]);
  }

  async close(): Promise<void> {
    globalThis.Date = RealDate;
    await this.database.end();
  }
}

/** Columns that are filled with the time keep the function they were made with, so they get the new one by name. */
const databaseClock = `
  CREATE SCHEMA clock;
  CREATE TABLE clock.moved AS SELECT interval '0' AS shift, NULL::timestamptz AS stopped;
  CREATE FUNCTION clock.now() RETURNS timestamptz STABLE LANGUAGE sql
    AS 'SELECT pg_catalog.now() + shift FROM clock.moved';
  CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
    AS 'SELECT coalesce(stopped, pg_catalog.clock_timestamp() + shift) FROM clock.moved';
  CREATE FUNCTION clock.pg_postmaster_start_time() RETURNS timestamptz STABLE LANGUAGE sql
    AS 'SELECT pg_catalog.pg_postmaster_start_time() + shift FROM clock.moved';
  DO $$ DECLARE place record; BEGIN
    FOR place IN SELECT adrelid::regclass AS owner, attname AS name FROM pg_attrdef
        JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
        WHERE pg_get_expr(adbin, adrelid) = 'now()' LOOP
      EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT clock.now()', place.owner, place.name);
    END LOOP;
    EXECUTE format('ALTER DATABASE %I SET search_path = public, clock, pg_catalog', current_database());
  END $$`;
