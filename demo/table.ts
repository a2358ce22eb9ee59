type Cell = string | number;

/** A table in plain text, columns as wide as their content. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const draw = (line: readonly string[]) =>
    `  ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd();
  const rule = draw(widths.map((width) => '─'.repeat(width)));
  return [draw(lines[0] ?? []), rule, ...lines.slice(1).map(draw)].join('\n');
}

/** A progress bar of one line, e.g. `moskva   ██████░░░░  3/5 записывающих вызовов`. */
export function progress(name: string, done: number, total: number): string {
  const width = 24;
  const filled = total === 0 ? width : Math.round((done / total) * width);
  return `  ${name.padEnd(10)} ${'█'.repeat(filled)}${'░'.repeat(width - filled)}  ${done}/${total} записывающих вызовов`;
}
