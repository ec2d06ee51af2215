import codemod from '../../src/codemods/add-retry.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
