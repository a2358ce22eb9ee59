import { IntField, ObjectListField, TextField } from '@hub/contracts';
import { getSchemaPath } from '@nestjs/swagger';

class WrongField {
  @TextField({ description: 'The field, in dot notation from the root of the body', example: 'regions.0' })
  path: string;

  @TextField({ description: 'What is wrong with it' })
  detail: string;
}

/** The error body of every route (RFC 9457, `application/problem+json`). */
export class ProblemAnswer {
  @TextField({ description: 'Kind of problem; `about:blank` when the status says it all' })
  type: string;

  @TextField({ description: 'The status in words' })
  title: string;

  @IntField({ description: 'The HTTP status' })
  status: number;

  @TextField({ description: 'What is wrong with this request' })
  detail: string;

  @ObjectListField(() => WrongField, { description: 'Wrong fields, when there are any', optional: true })
  errors?: WrongField[];
}

/** How the document describes it: of its own type, whatever else the route answers with. */
export const problemContent = {
  'application/problem+json': { schema: { $ref: getSchemaPath(ProblemAnswer) } },
};
