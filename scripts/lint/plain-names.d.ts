export const allowedNames: readonly {
  readonly files: RegExp;
  readonly names?: readonly string[];
  readonly words?: readonly string[];
}[];
