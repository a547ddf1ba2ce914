// Stands in for the packages of lean.mjs, of which nothing is ever used here.
module.exports = {};
