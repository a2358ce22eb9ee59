import { afterAll, beforeAll } from '@jest/globals';
import { haveTwoConsumers } from './two-consumers.js';

/**
 * For a file of tests, before its other hooks: `crm.changed` has two consumers until the file's end. Files of one worker
 * share their modules.
 */
export function useTwoConsumers(): void {
  let putBack: () => void;
  beforeAll(() => {
    putBack = haveTwoConsumers();
  });
  afterAll(() => putBack());
}
