// Debian 12 builds Node.js 18.20 with its own undici 5.15, which is older than the one that this release brings.
delete Headers.prototype.getSetCookie;
