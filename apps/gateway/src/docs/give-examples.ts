/** The parts of a JSON schema that the contract decorators write. */
export interface Schema {
  $ref?: string;
  allOf?: readonly Schema[];
  type?: string;
  format?: string;
  enum?: readonly unknown[];
  items?: Schema;
  minItems?: number;
  minimum?: number;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  example?: unknown;
}

const id = '3f2b6c1e-8d4a-4f57-9b0e-2a7c5d1e9f30';
const moment = '2026-01-01T00:00:00Z';

/**
 * A value that the schema accepts: the field's own example, else the plainest value of its type. Of an object it has
 * every required field and those optional ones that name an example. Text with a pattern must name one.
 */
export function exampleOf(schema: Schema, schemas: Record<string, Schema>): unknown {
  if (schema.example !== undefined) return schema.example;
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (reference !== undefined) return exampleOf(findSchema(reference, schemas), schemas);
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'object') return exampleOfObject(schema, schemas);
  if (schema.type === 'array') return exampleOfList(schema, schemas);
  if (schema.type === 'integer') return Math.max(schema.minimum ?? 0, 1);
  return schema.type === 'boolean' ? true : exampleOfText(schema);
}

/** Every reference of a document that names no schema of it, in the order of the document. */
export function findDanglingReferences(document: unknown, schemas: Record<string, Schema>): string[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string'
      ? [value].filter((reference) => !schemas[nameOf(reference)])
      : findDanglingReferences(value, schemas),
  );
}

function exampleOfObject({ properties = {}, required = [] }: Schema, schemas: Record<string, Schema>) {
  const shown = Object.entries(properties).filter(
    ([name, field]) => required.includes(name) || field.example !== undefined,
  );
  return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(field, schemas)]));
}

/** One member where members are numbers, objects or demanded; words that are not demanded are left out. */
function exampleOfList({ items = {}, minItems = 0 }: Schema, schemas: Record<string, Schema>): unknown[] {
  return items.type === 'string' && minItems === 0 ? [] : [exampleOf(items, schemas)];
}

function exampleOfText({ format }: Schema): string {
  if (format === 'uuid') return id;
  return format === 'date-time' ? moment : 'Текст';
}

function findSchema(reference: string, schemas: Record<string, Schema>): Schema {
  const found = schemas[nameOf(reference)];
  if (!found) throw new Error(`The document has no ${reference}`);
  return found;
}

function nameOf(reference: string): string {
  return reference.replace(/^#\/components\/schemas\//, '');
}
