import { message, type Message } from '@hub/messages';
import { CST, Lexer } from 'yaml';

/** Why a text must not be parsed: where, what is expected there, and what is there. */
export interface ScanFault {
  readonly offset: number;
  readonly expected: Message;
  readonly found: string;
}

/** A blueprint has seven levels. The parser calls itself once a level, and a thousand of them end the process. */
const mostLevels = 30;

const added = new Set(['doc-mode', 'flow-error-end', 'scalar']);
const blank = new Set([
  ...['space', 'newline', 'comment', 'byte-order-mark'],
  ...['doc-mode', 'doc-start', 'doc-end', 'flow-error-end'],
]);
/** Behind these, and at the beginning of a line, a level may begin. */
const openers = new Set(['newline', 'seq-item-ind', 'explicit-key-ind', 'map-value-ind', 'doc-start']);
const beforeValue = new Set(['comma', 'flow-seq-start', 'flow-map-start']);
/** No blueprint needs them, and the parser's time grows with the square of their number. */
const unsupported = new Set(['anchor', 'alias', 'tag', 'directive-line']);

/**
 * Searches for what makes parsing dangerous, in one pass over the lexer's tokens and without recursion: too many
 * levels, in brackets or by indentation, anchors and aliases, brackets without their pair, values left out. Null when
 * the text may be parsed; it may be invalid all the same.
 */
export function scanYaml(text: string): ScanFault | null {
  const levels = new Levels();
  let [offset, lineStart, before] = [0, 0, 'newline'];
  let last = '';
  let isContent = false;
  for (const token of new Lexer().lex(text)) {
    const type: string = isContent ? 'content' : (CST.tokenType(token) ?? 'content');
    isContent = type === 'scalar';
    if (type === 'flow-error-end') levels.closeBrackets();
    if (!blank.has(type) && type !== 'content') {
      levels.meet(type, offset - lineStart, openers.has(before));
      const expected = refuse(type, last, levels.count);
      if (expected !== null) return { offset, expected, found: text.slice(offset, offset + 10).trim() };
      last = type;
    }
    // What the lexer adds is not in the text.
    if (added.has(type)) continue;
    if (type !== 'space') before = type;
    offset += token.length;
    if (token.includes('\n')) lineStart = offset - (token.length - 1 - token.lastIndexOf('\n'));
  }
  return null;
}

function refuse(type: string, last: string, levels: number): Message | null {
  if (unsupported.has(type)) return message('blueprints.plain-value');
  if (levels < 0) return message('blueprints.opening-bracket');
  if (levels > mostLevels) return message('blueprints.levels', { most: mostLevels });
  return type === 'comma' && beforeValue.has(last) ? message('blueprints.before-comma') : null;
}

/** The levels that are open: brackets, and outside of them the columns at which lists and mappings began. */
class Levels {
  private readonly columns: number[] = [];
  private brackets = 0;

  /** Below zero when a bracket closes that was never opened. */
  get count(): number {
    return this.brackets < 0 ? -1 : this.columns.length + this.brackets;
  }

  meet(type: string, column: number, mayOpen: boolean): void {
    if (this.brackets === 0) {
      while ((this.columns.at(-1) ?? -1) > column) this.columns.pop();
      if (mayOpen && this.columns.at(-1) !== column) this.columns.push(column);
    }
    if (type === 'flow-seq-start' || type === 'flow-map-start') this.brackets += 1;
    if (type === 'flow-seq-end' || type === 'flow-map-end') this.brackets -= 1;
  }

  closeBrackets(): void {
    this.brackets = 0;
  }
}
