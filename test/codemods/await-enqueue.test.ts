import codemod from '../../src/codemods/await-enqueue.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
