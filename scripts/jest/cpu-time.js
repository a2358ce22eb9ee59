import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

let ticksPerSecond;

/**
 * CPU seconds of this process, and of its ended children with theirs; null where the system does not say (no /proc).
 * @returns {{ own: number, children: number } | null}
 */
export function cpuTime() {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
    // Behind the name in parentheses: utime, stime, cutime, cstime are the 12th to 15th values.
    const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const seconds = (first) => (Number(values[first]) + Number(values[first + 1])) / ticksPerSecond;
    return { own: seconds(11), children: seconds(13) };
  } catch {
    return null;
  }
}
