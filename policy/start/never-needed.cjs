// Stands in for the two packages of skip-closures.js. A policy pack never serialises a function, so nobody ever uses it.
module.exports = {};
