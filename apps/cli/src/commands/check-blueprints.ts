import { message } from '@hub/messages';
import { githubAnnotation, type Annotation } from './annotate.js';
import { CliError } from '../cli-error.js';
import type { Work } from './command.js';
import { readNamed } from './files.js';

export type Annotations = 'text' | 'github';

/** Reads blueprints with the hub's own reader and names every problem by file and line. Asks no hub. */
export const checkBlueprints: Work<{ files: readonly string[]; annotations: Annotations }> = async (
  { terminal, isJson },
  { files, annotations },
) => {
  const texts = await Promise.all(
    files.map(async (file) => ({ file, found: await readNamed(file).catch(cliError) })),
  );
  // Loaded here, because no other command needs the planner's half of the hub.
  const { readBlueprint } = await import('../../../sync/src/configuration/read-blueprint.js');
  const { problemMessage } = await import('../../../sync/src/configuration/yaml-reader.js');
  const results = texts.map(({ file, found }): CheckedFile => {
    if (found instanceof CliError) return unreadable(file, terminal.words(found.said));
    const read = readBlueprint(found, file);
    const problems = read.ok ? [] : read.problems;
    const objects = read.ok ? read.configuration.objects.length : 0;
    return {
      ...{ file, isValid: read.ok, objects },
      problems: problems.map((problem) => ({
        ...{ file, line: problem.line, column: problem.column },
        text: terminal.words(problemMessage(problem)),
      })),
    };
  });
  const problems = results.flatMap((result) => result.problems);
  if (isJson) terminal.json({ isValid: problems.length === 0, files: results });
  else for (const one of problems) terminal.data(annotations === 'github' ? githubAnnotation(one) : one.text);
  const count = { files: files.length, problems: problems.length };
  terminal.print(message(problems.length === 0 ? 'cli.all-good' : 'cli.some-bad', count));
  return problems.length === 0 ? 'done' : 'failed';
};

interface CheckedFile {
  readonly file: string;
  readonly isValid: boolean;
  readonly objects: number;
  readonly problems: readonly Annotation[];
}

/** The other files are checked all the same. */
function unreadable(file: string, text: string): CheckedFile {
  return { file, isValid: false, objects: 0, problems: [{ file, line: 1, column: 1, text }] };
}

function cliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  throw error;
}
