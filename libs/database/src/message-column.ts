/** SQL that turns a column of words into one of messages; words that stand there become facts of an unexpected failure. */
export function asMessage(table: string, column: string): string {
  return `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE jsonb USING CASE WHEN ${column} <> '' THEN
    jsonb_build_object('key', 'failures.unexpected', 'facts', jsonb_build_object('error', ${column})) END`;
}

/** The way back: the message as JSON text. */
export function asText(table: string, column: string): string {
  return `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE text USING ${column}::text`;
}
