import codemod from '../../src/codemods/pass-ids.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
