/** One problem at its place. */
export interface Annotation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** The line that GitHub Actions turns into an annotation of the file. Texts cannot end the line or a property. */
export function githubAnnotation({ file, line, column, text }: Annotation): string {
  return `::error file=${property(file)},line=${line},col=${column}::${escape(text)}`;
}

function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
