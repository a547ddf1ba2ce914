// Stands in for the modules of lean.mjs, of which nothing is ever used here; the SDK's launcher waits for this one to be ready.
exports.isInitializedAsync = () => Promise.resolve();
