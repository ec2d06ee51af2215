/** Which names `no-secret-payload` takes for a secret, and which look like one. */
import rule from '../../src/rules/no-secret-payload.js';
import { testRule } from './kit.js';

const queue = `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
`;

/** Payloads of one property each, of a name and a type. */
function sends(properties: readonly (readonly [name: string, type: string])[]): string {
  const calls = properties.map(
    ([name, type], index) =>
      `export async function f${index}(value: ${type}) { await queue.add('go', { ${JSON.stringify(name)}: value }); }`,
  );
  return [queue, ...calls].join('\n');
}

/** Names that look like a secret's. */
const others = [
  ['tokens', 'number'],
  ['passwordResetRequested', 'boolean'],
  ['password', 'boolean'],
  ['password', 'number'],
  ['password', 'Date'],
  ['password', "'required' | 'optional'"],
  ['password', '() => string'],
  ...[
    'tokenCount',
    'maxTokens',
    'token',
    'hasPassword',
    'resetPassword',
    'secretId',
    'tokenId',
    'keyId',
    'apiKeyId',
    'accessKeyId',
    'secretName',
    'secretArn',
    'passwordChangedAt',
    'accessTokenExpiresAt',
    'key',
    'cacheKey',
    'objectKey',
    's3Key',
    'primaryKey',
    'idempotencyKey',
    'sortKey',
    'partitionKey',
    'publicKey',
    'publishableApiKey',
    'pushToken',
    'deviceToken',
    'fcmToken',
    'expoPushToken',
    'nextToken',
    'pageToken',
    'continuationToken',
    'cancelToken',
    'unsubscribeToken',
    'resetToken',
    'verificationCode',
    'magicLink',
    'encryptedToken',
    'accessTokenEncrypted',
    'encrypted_password',
    'apiKeyHash',
    'maskedCardNumber',
    'cardNumberLast4',
    'loyaltyCardNumber',
    'pin',
    'pinCode',
    'pwd',
    'boardingPass',
    'salt',
    'secretary',
    'passwordless',
    'secretSanta',
  ].map((name) => [name, 'string'] as const),
] as const;

const secrets = [
  'passwd',
  'SMTP_PASSWORD',
  'smtpPass',
  'passphrase',
  'newPassword2',
  'passwordHash',
  'hashed_password',
  'clientSecret',
  'apiKey',
  'OPENAI_API_KEY',
  'privateKeyPem',
  'accessToken',
  'refresh_token',
  'jwt',
  'ccNumber',
  'cvv2',
  'ssn',
  'secretAccessKey',
  'credentials',
];

testRule(rule, {
  silent: { 'names of other things': sends(others) },
  reports: {
    'names of secrets': `${queue}${secrets
      .map(
        (name, index) => `
export async function f${index}(value: string | null) {
  await queue.add('go', { ${name}: value });
                          ${' '.repeat(name.length + 2)}~~~~~ [secret]
}`,
      )
      .join('\n')}`,
  },
});
