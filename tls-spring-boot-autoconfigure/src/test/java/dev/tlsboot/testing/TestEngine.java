package dev.tlsboot.testing;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.TlsEngine;

/**
 * The engines that servers are tested on: every test of what a server does runs on each.
 */
public enum TestEngine {

	JDK(TlsEngine.jdk()), OPENSSL(TlsEngine.openSsl()), BOUNCYCASTLE(TlsEngine.bouncyCastle());

	private final TlsEngine engine;

	TestEngine(TlsEngine engine) {
		this.engine = engine;
	}

	public TlsEngine get() {
		return this.engine;
	}

	/**
	 * Whether data can be written after the peer's {@code close_notify}, in TLS 1.3.
	 */
	public boolean halfCloses() {
		return this != OPENSSL;
	}

	/**
	 * Whether clients keep their sessions in tickets, which is how TLS 1.3 resumes.
	 */
	public boolean hasTickets() {
		return this != BOUNCYCASTLE;
	}

	/**
	 * Return a client's context of the same engine, where it has clients, or else of the
	 * JDK's.
	 */
	public SecureContext.Builder clientContext() {
		return TestTls.clientContext().engine((this == BOUNCYCASTLE) ? TlsEngine.jdk() : this.engine);
	}

	public SecureContext.Builder serverContext() {
		return TestTls.serverContext().engine(this.engine);
	}

}
