import codemod from '../../src/codemods/serialize-payload.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
