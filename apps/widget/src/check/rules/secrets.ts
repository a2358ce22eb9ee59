import { message } from '@hub/messages';
import { fault, type Rule } from '../archive.js';

/** Values that open something, by their form. */
const patterns = [
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}/,
  /\bfh_[\w-]{20,}/,
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/,
  // The secret key of an amoCRM integration: 64 letters and digits of both cases.
  /["'`](?=[A-Za-z\d]*[a-z])(?=[A-Za-z\d]*[A-Z])(?=[A-Za-z\d]*\d)[A-Za-z\d]{64}["'`]/,
  // A value with letters and digits under a name such as `secret`.
  /["']?\w*(?:secret|token|api_?key|password|private_?key)\w*["']?\s*[:=]\s*["'`](?=[\w.+/=-]*\d)(?=[\w.+/=-]*[a-z])[\w.+/=-]{16,}["'`]/i,
  /\bBearer [\w.+/=-]{20,}/,
];

/** Whoever opens amoCRM can read a widget's files: none of them holds a secret. */
export const secrets: Rule = (archive) =>
  [...archive.texts]
    .filter(([, text]) => patterns.some((pattern) => pattern.test(text)))
    .map(([path]) => fault(archive, 'secret', path, message('archive.secret')));
