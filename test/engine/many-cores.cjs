/** Loaded before a program: it sees as many cores as the environment says, whatever the computer has. */
const os = require('node:os');
const { syncBuiltinESMExports } = require('node:module');

os.availableParallelism = () => Number(process.env['ISOLINE_TEST_CORES']);
syncBuiltinESMExports();
