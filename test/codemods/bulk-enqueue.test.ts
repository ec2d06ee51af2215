import codemod from '../../src/codemods/bulk-enqueue.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
