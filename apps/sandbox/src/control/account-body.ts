import { checkShape, type Rule, type Shape } from '../http/shape.js';
import { RequestValidation, type ItemValidation } from '../http/validation.js';
import { isSubdomain } from '../state/account.js';
import type { NewAccount } from '../state/create-account.js';
import { customersModes, defaultFeatures, type Features } from '../state/features.js';
import type { Integration } from '../state/integration.js';
import type { Switches } from '../state/switches.js';
import { switchValues } from '../state/switch-values.js';
import { sentUserShape, type SentUser } from './sent-user.js';

type Addresses = 'disconnectUri' | 'secretsUri';
export type SentIntegration = Partial<Omit<Integration, Addresses> & Record<Addresses, string>>;

/** The body of `POST accounts`, checked. */
export interface AccountBody extends Omit<NewAccount, 'features' | 'switches' | 'users'> {
  users?: SentUser[];
  features?: Record<string, unknown>;
  integration?: SentIntegration;
}

/** The body of `PATCH accounts/{subdomain}`, checked. */
export interface AccountChange {
  name?: string;
  timezone?: string;
  features?: Record<string, unknown>;
  blocked?: boolean;
}

const text: Rule = { type: 'string', notBlank: true };

const integrationShape: Shape<SentIntegration> = {
  clientId: text,
  clientSecret: text,
  redirectUri: text,
  name: text,
  kind: { type: 'string', choices: ['public', 'private', 'external'] },
  scopes: { type: 'array', items: text },
  disconnectUri: text,
  secretsUri: text,
};

const changeShape: Shape<AccountChange> = {
  name: text,
  timezone: text,
  features: { type: 'object' },
  blocked: { type: 'bool' },
};

const accountShape: Shape<AccountBody> = {
  subdomain: { ...text, required: true },
  name: text,
  timezone: text,
  language: text,
  topLevelDomain: { type: 'string', choices: ['amocrm.ru', 'amocrm.com', 'kommo.com'] },
  users: { type: 'array', items: { type: 'object', shape: sentUserShape } },
  features: { type: 'object' },
  integration: { type: 'object', shape: integrationShape },
};

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

const oneOf = (values: readonly unknown[]): string => `This value should be one of ${values.join(', ')}.`;

function checkFeature(errors: ItemValidation, name: string, value: unknown): void {
  const path = `features.${name}`;
  const choices = Object.hasOwn(switchValues, name)
    ? (switchValues[name as keyof Switches] as readonly unknown[])
    : name === 'customersMode'
      ? customersModes
      : undefined;
  if (choices) {
    if (!choices.includes(value)) errors.add('NotSupportedChoice', path, oneOf(choices));
  } else if (!Object.hasOwn(defaultFeatures, name)) {
    errors.add('FieldNotExpected', path, 'There is no such feature or switch.');
  } else {
    const type = typeof defaultFeatures[name as keyof Features];
    if (typeof value !== type) errors.add('InvalidType', path, `This value should be a ${type}.`);
    else if (typeof value === 'number' && !(value >= 0)) errors.add('TooLow', path);
  }
}

function check(errors: ItemValidation, body: Partial<AccountBody>): void {
  for (const [name, value] of Object.entries(body.features ?? {})) checkFeature(errors, name, value);
  if (body.timezone !== undefined && !isTimezone(body.timezone))
    errors.add('NotSupportedChoice', 'timezone', 'This value should be a time zone, e.g. Europe/Moscow.');
  const { subdomain } = body;
  if (subdomain !== undefined && !isSubdomain(subdomain))
    errors.add('InvalidFormat', 'subdomain', 'This value should be a name of a–z, 0–9 and hyphens.');
  for (const key of ['redirectUri', 'disconnectUri', 'secretsUri'] as const) {
    const uri = body.integration?.[key];
    if (uri !== undefined && !URL.canParse(uri))
      errors.add('InvalidFormat', `integration.${key}`, 'This value should be an address.');
  }
}

/** Throws the 400 that names every bad part; afterwards the body is what the shape says. */
function checkBody(body: Record<string, unknown>, shape: Record<string, Rule>): void {
  const validation = new RequestValidation();
  const errors = validation.item('0');
  checkShape(errors, body, shape, { prefix: '', strict: true });
  validation.throwIfAny();
  check(errors, body);
  validation.throwIfAny();
}

/** Reads the body of `POST accounts`; the subdomain in small letters. Throws the 400 that names every bad part. */
export function readAccount(sent: Record<string, unknown>): AccountBody {
  const { subdomain } = sent;
  const body = typeof subdomain === 'string' ? { ...sent, subdomain: subdomain.toLowerCase() } : sent;
  checkBody(body, accountShape);
  return body as unknown as AccountBody;
}

/** Reads the body of `PATCH accounts/{subdomain}`. Throws as `readAccount`. */
export function readAccountChange(sent: Record<string, unknown>): AccountChange {
  checkBody(sent, changeShape);
  return sent;
}

/** Splits checked `features` into features and switches. */
export function splitFeatures(sent: Record<string, unknown> = {}): {
  features: Partial<Features>;
  switches: Partial<Switches>;
} {
  const entries = Object.entries(sent);
  return {
    features: Object.fromEntries(entries.filter(([name]) => Object.hasOwn(defaultFeatures, name))),
    switches: Object.fromEntries(entries.filter(([name]) => Object.hasOwn(switchValues, name))),
  };
}
