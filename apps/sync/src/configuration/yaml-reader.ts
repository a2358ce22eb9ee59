import { message, type Facts, type Message, type NameIn } from '@hub/messages';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { scanYaml } from './scan-yaml.js';

/** As many problems as a person reads, and as fit into one answer. */
const mostProblems = 200;

/** What YAML can write and no database or API takes: NUL, and half of a character. */
const unprintable = /[\0\p{Surrogate}]/u;

/** As long as amoCRM's own forms take a name. */
const longestName = 255;

/** One thing wrong with a blueprint, where it is, and what should be there. */
export interface BlueprintProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly expected: Message;
  /** What is there, or a message that says so. */
  readonly found: string | Message;
}

/** What is expected at a place, in the words of the catalogue. */
export function expected(name: NameIn<'blueprints'>, facts: Facts = {}): Message {
  return message(`blueprints.${name}`, facts);
}

/**
 * Reads values out of a YAML text and collects its problems with their places, up to 200, instead of stopping at the
 * first. A text that would be dangerous to parse is not parsed (see `scanYaml`).
 */
export class YamlReader {
  readonly problems: BlueprintProblem[] = [];
  readonly root: Node | null;
  private readonly lines = new LineCounter();

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {
    const fault = scanYaml(text);
    if (fault) {
      this.lines.addNewLine(0);
      for (const { index } of text.matchAll(/\n/g)) this.lines.addNewLine(index + 1);
      this.report(fault.offset, fault.expected, fault.found);
      this.root = null;
      return;
    }
    // `mapping` finds keys that are there twice, and no error quotes its line: both cost the parser the square of the text.
    const options = { lineCounter: this.lines, uniqueKeys: false, prettyErrors: false };
    const document = parseDocument(text, options);
    for (const error of document.errors) this.report(error.pos[0], expected('yaml'), error.code);
    this.root = document.errors.length > 0 ? null : document.contents;
  }

  /** The entries of a mapping; any key that is not allowed is a problem. */
  mapping(
    node: Node | null | undefined,
    what: Message,
    allowed: readonly string[],
  ): ReadonlyMap<string, Node> {
    if (!isMap(node)) {
      this.wrong(node, what);
      return new Map();
    }
    const entries = new Map<string, Node>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!allowed.includes(name)) this.wrong(key as Node, expected('one-of', { of: allowed }));
      else if (entries.has(name)) this.wrong(key as Node, expected('once', { name }));
      else if (value === null) this.wrong(key as Node, expected('value'));
      else entries.set(name, value as Node);
    }
    return entries;
  }

  /** The items of a list; a missing one is empty. */
  list(node: Node | undefined, what: Message): readonly Node[] {
    if (node === undefined) return [];
    if (isSeq(node)) return node.items as Node[];
    this.wrong(node, expected('list', { what }));
    return [];
  }

  /** A text. A number is the text as it is written: `007`, `+7` and `1.10` are names. */
  words(node: Node | null | undefined, what: Message): string {
    const { value, source = String(value) } = isScalar(node) ? node : {};
    const text = typeof value === 'number' ? source : value;
    if (typeof text === 'string' && text.trim() !== '' && !unprintable.test(text)) return text;
    this.wrong(node, what);
    return '';
  }

  /** A name as amoCRM keeps it: in one line, without blanks around it. */
  name(node: Node | null | undefined, what: Message): string {
    const text = this.words(node, what);
    if (text !== text.trim() || text.length > longestName || /[\p{Cc}\u2028\u2029]/u.test(text))
      this.wrong(node, expected('tidy-name', { what, max: longestName }));
    return text;
  }

  /** A code of a field. */
  code(node: Node | null | undefined): string {
    const text = this.words(node, expected('code'));
    if (text !== '' && !/^[\w.-]{1,255}$/.test(text)) this.wrong(node, expected('field-code'));
    return text;
  }

  flag(node: Node | undefined, fallback: boolean): boolean {
    if (node === undefined) return fallback;
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    this.wrong(node, expected('flag'));
    return fallback;
  }

  choice(node: Node | undefined, what: Message, allowed: readonly string[]): string {
    const value = isScalar(node) ? String(node.value).toLowerCase() : '';
    const found = allowed.find((item) => item.toLowerCase() === value);
    if (found === undefined) this.wrong(node, expected('choice-of', { what, of: allowed }));
    return found ?? allowed[0] ?? '';
  }

  /** Records that something else was expected at this place. */
  wrong(node: Node | null | undefined, what: Message): void {
    const [start, end] = node?.range ?? [0, 0];
    const found = this.text.slice(start, end).split('\n', 1)[0]?.slice(0, 60);
    this.report(start, what, found || undefined);
  }

  private report(offset: number, what: Message, found: string | Message = expected('nothing')): void {
    if (this.problems.length >= mostProblems) return;
    const { line, col } = this.lines.linePos(offset);
    this.problems.push({
      file: this.file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      expected: what,
      found,
    });
  }
}

/** `file:line:column: expected …, found …`, as editors can follow it. */
export function problemMessage(problem: BlueprintProblem): Message {
  return message('blueprints.problem', { ...problem });
}
