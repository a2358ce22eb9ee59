import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { exampleOf, findDanglingReferences, type Schema } from './give-examples.js';

/**
 * The OpenAPI document of the REST API, made from the decorators of the routes; every body has an example. Throws when
 * a reference in it names nothing.
 */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Franchise hub')
    .setDescription('Connects, aligns and watches the amoCRM accounts of a franchise.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key' }, 'key')
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-Auth-Token', description: 'Token of the widget' },
      'widget',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const dangling = findDanglingReferences(document, schemas);
  if (dangling.length > 0) throw new Error(`References to nothing: ${dangling.join(', ')}`);
  for (const content of bodiesOf(document)) content.example = exampleOf(content.schema, schemas);
  return document;
}

interface BodyContent {
  schema: Schema;
  example?: unknown;
}

function bodiesOf({ paths }: OpenAPIObject): BodyContent[] {
  const operations = Object.values(paths).flatMap((path) => Object.values(path) as OperationShape[]);
  return operations.flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {}));
}

interface OperationShape {
  requestBody?: { content: Record<string, BodyContent> };
}
