// The policy pack as Pulumi's language host starts it: `pulumi preview --policy-pack policy`. The host requires this file and calls
// what it exports. It is CommonJS because a module with `await` at its top cannot be required.
module.exports = async () => {
  if (!process.features.typescript) {
    throw new Error(
      `the policy pack needs Node.js 24; this is ${process.version} (${process.execPath}); fix: put Node.js 24 first on PATH`,
    );
  }
  const { servePack } = await import("./serve.ts");
  servePack();
};
