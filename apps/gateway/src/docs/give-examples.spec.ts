import { describe, expect, it } from '@jest/globals';
import { exampleOf, findDanglingReferences, type Schema } from './give-examples.js';

const stage: Schema = {
  type: 'object',
  required: ['statusId'],
  properties: {
    statusId: { type: 'integer', minimum: 5 },
    note: { type: 'string' },
    hint: { type: 'string', example: 'важно' },
  },
};

describe('exampleOf', () => {
  it.each<[string, Schema, unknown]>([
    ['its own example', { type: 'integer', example: 7 }, 7],
    ['the first choice', { type: 'string', enum: ['a', 'b'] }, 'a'],
    ['a number within bounds', { type: 'integer', minimum: 0 }, 1],
    ['a flag', { type: 'boolean' }, true],
    ['text', { type: 'string' }, 'Текст'],
    ['a moment', { type: 'string', format: 'date-time' }, '2026-01-01T00:00:00Z'],
    ['no words that nobody demands', { type: 'array', items: { type: 'string' } }, []],
    ['a demanded choice', { type: 'array', minItems: 1, items: { type: 'string', enum: ['x'] } }, ['x']],
    ['numbers', { type: 'array', items: { type: 'integer' } }, [1]],
    ['an object by reference', { $ref: '#/components/schemas/Stage' }, { statusId: 5, hint: 'важно' }],
    [
      'an object with a description',
      { allOf: [{ $ref: '#/components/schemas/Stage' }] },
      { statusId: 5, hint: 'важно' },
    ],
    [
      'a list of objects',
      { type: 'array', items: { $ref: '#/components/schemas/Stage' } },
      [{ statusId: 5, hint: 'важно' }],
    ],
  ])('gives %s', (_name, schema, expected) => {
    expect(exampleOf(schema, { Stage: stage })).toEqual(expected);
  });
});

it('findDanglingReferences names every reference to nothing', () => {
  const document = {
    a: [{ $ref: '#/components/schemas/Stage' }],
    b: { c: { $ref: '#/components/schemas/' } },
  };
  expect(findDanglingReferences(document, { Stage: stage })).toEqual(['#/components/schemas/']);
});
