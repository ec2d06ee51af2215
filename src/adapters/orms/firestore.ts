import { defineOrm } from './shape.js';

/**
 * Firestore for servers and for the web. Facts: `@google-cloud/firestore` 9.4 and `@firebase/firestore` 4.17. A snapshot
 * is written by `JSON.stringify` as its internals; what `.data()` gives is a plain object of the program's own type.
 */
export const firestore = defineOrm({
  id: 'firestore',
  title: 'Firestore',
  packages: { '@google-cloud/firestore': '>=6', '@firebase/firestore': '>=4', firebase: '>=9' },
  documents: [{ bases: ['DocumentSnapshot', 'QueryDocumentSnapshot'], shape: 'instance' }],
  shape: 'row',
  // The path finds a document in any collection: `db.doc(path)`.
  key: { default: 'ref.path', type: 'string' },
  reads: [
    { owner: 'DocumentSnapshot', members: ['data'] },
    { owner: 'QueryDocumentSnapshot', members: ['data'] },
  ],
  saves: [],
  options: { relations: [], columns: [] },
  // A snapshot of a document that is gone is a snapshot still: there is no find-or-fail to call.
  load: [],
  json: { by: 'internals', spread: 'internals' },
});
