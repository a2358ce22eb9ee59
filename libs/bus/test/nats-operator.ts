import { randomUUID } from 'node:crypto';
import { nkeys } from '@nats-io/transport-node';

type KeyPair = ReturnType<typeof nkeys.createUser>;

/** A claim of NATS's decentralised authentication, signed as the `nsc` tool would. */
function sign(issuer: KeyPair, subject: KeyPair, nats: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    nats: { ...nats, version: 2 },
  };
  const text = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part(claims)}`;
  return `${text}.${Buffer.from(issuer.sign(Buffer.from(text))).toString('base64url')}`;
}

/** An operator with one account that may use JetStream: the server's configuration, and a user's `.creds` file. */
export function issueCredentials(): { serverConfig: string; creds: string } {
  const operator = nkeys.createOperator();
  const [system, account] = [nkeys.createAccount(), nkeys.createAccount()];
  const user = nkeys.createUser();
  const open = { subs: -1, data: -1, payload: -1 };
  const plain = { ...open, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const stores = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const serverConfig = `
    operator: ${sign(operator, operator, { type: 'operator' })}
    system_account: ${system.getPublicKey()}
    resolver: MEMORY
    resolver_preload: {
      ${system.getPublicKey()}: ${sign(operator, system, { type: 'account', limits: plain })}
      ${account.getPublicKey()}: ${sign(operator, account, { type: 'account', limits: { ...plain, ...stores } })}
    }`;
  const seed = Buffer.from(user.getSeed()).toString();
  const creds = `-----BEGIN NATS USER JWT-----
${sign(account, user, { type: 'user', pub: {}, sub: {}, ...open })}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${seed}
------END USER NKEY SEED------
`;
  return { serverConfig, creds };
}
