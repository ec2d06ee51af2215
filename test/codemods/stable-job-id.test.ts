import codemod from '../../src/codemods/stable-job-id.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
