import { describe } from 'vitest';
import { compiler, testEntities, type EntityCases } from './harness.js';

const model = (from: string): string => `
import type { DocumentSnapshot, QueryDocumentSnapshot, QuerySnapshot, DocumentReference, Timestamp } from '${from}';
interface User { email: string; name: string; at: Timestamp }
interface Row { email: string; name: string }
declare const snapshot: DocumentSnapshot<User>;
declare const found: QueryDocumentSnapshot<User>;
declare const several: QuerySnapshot<User>;
declare const loose: DocumentSnapshot;
declare const ref: DocumentReference<User>;
function use(..._: unknown[]): void {}
use(several, ref);
`;

const cases: EntityCases = {
  'silent: ids, paths and fields': [
    'send({ id: found.id, path: found.ref.path, email: found.data().email, there: snapshot.exists });',
    '',
  ],
  'silent: the plain type alone': [
    'declare const row: Row; declare const user: User; send({ row, user });',
    '',
  ],
  'silent: a few fields of the data': [
    'const { email, name } = found.data(); send({ email, name }); const d = found.data(); send({ user: { id: found.id, email: d.email } });',
    '',
  ],
  snapshots: [
    'send({ snapshot }); send({ a: found, b: loose }); send({ all: several.docs });',
    'User instance at snapshot (ref.path: string) ; User instance at a (ref.path: string) | document instance at b (ref.path: string) ; User instance at all[] (ref.path: string)',
  ],
  'the data, where its origin is in sight': [
    'const user = found.data(); send({ user }); send({ ...found.data(), id: found.id });',
    'User row at user (?) ; User snapshot (?)',
  ],
};

for (const from of ['@google-cloud/firestore', '@firebase/firestore']) {
  describe(from, () => {
    testEntities(compiler('typescript'), model(from), cases);
  });
}
