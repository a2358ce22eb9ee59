/**
 * One way from a step to another, as one of the two graphs has it. `way` is its label: `on` (next, and "another
 * answer"), `button 0`, `condition 0`, `variant 0`, `wait 0`, `exit success`, `error`, `none` (no answer).
 */
export interface Edge {
  readonly from: number;
  readonly way: string;
  readonly to: number;
  /** The target ends the bot. */
  readonly isEnd: boolean;
  /** Pointer to the number of the target. */
  readonly path: string;
  /** Of a button: the texts by which the other graph may call it. */
  readonly names?: readonly string[];
}

/** A handler in order of work, as both graphs can name it: `action change_status`, `wait`. */
export interface Work {
  readonly name: string;
  readonly path: string;
}

/** The steps and edges of one of the two graphs. */
export interface Graph {
  readonly edges: readonly Edge[];
  /** Handlers of a step in order. */
  readonly work: ReadonlyMap<number, readonly Work[]>;
}
