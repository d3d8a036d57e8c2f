package dev.tlsboot.engine.bc;

import java.util.Collection;
import java.util.List;

import javax.net.ssl.SSLEngine;

import org.jspecify.annotations.Nullable;

/**
 * What can be set on the engine of one connection, until its handshake begins: less than
 * its server allows.
 */
abstract class ServerSideEngine extends SSLEngine {

	private final Collection<String> supportedSuites;

	private List<String> suites;

	private List<String> protocols;

	private boolean need;

	private boolean want;

	ServerSideEngine(BouncyCastleServer server) {
		ServerSettings settings = server.settings();
		this.supportedSuites = server.supportedSuites();
		this.suites = server.suites();
		this.protocols = settings.protocols();
		this.need = settings.requireCertificate();
		this.want = settings.requestCertificate() && !this.need;
	}

	@Override
	public final String[] getSupportedCipherSuites() {
		return this.supportedSuites.toArray(String[]::new);
	}

	@Override
	public final synchronized String[] getEnabledCipherSuites() {
		return this.suites.toArray(String[]::new);
	}

	@Override
	public final synchronized void setEnabledCipherSuites(String[] suites) {
		this.suites = checked(suites, this.supportedSuites);
	}

	@Override
	public final String[] getSupportedProtocols() {
		return Versions.SUPPORTED.toArray(String[]::new);
	}

	@Override
	public final synchronized String[] getEnabledProtocols() {
		return this.protocols.toArray(String[]::new);
	}

	@Override
	public final synchronized void setEnabledProtocols(String[] protocols) {
		this.protocols = checked(protocols, Versions.SUPPORTED);
	}

	private static List<String> checked(String[] names, Collection<String> supported) {
		List<String> checked = List.of(names);
		for (String name : checked) {
			if (!supported.contains(name)) {
				throw new IllegalArgumentException("'" + name + "' is not supported here");
			}
		}
		return checked;
	}

	@Override
	public final synchronized void setNeedClientAuth(boolean need) {
		this.need = need;
		this.want = false;
	}

	@Override
	public final synchronized boolean getNeedClientAuth() {
		return this.need;
	}

	@Override
	public final synchronized void setWantClientAuth(boolean want) {
		this.want = want;
		this.need = false;
	}

	@Override
	public final synchronized boolean getWantClientAuth() {
		return this.want;
	}

	@Override
	public final void setUseClientMode(boolean client) {
		if (client) {
			throw new UnsupportedOperationException("This is the engine of a server");
		}
	}

	@Override
	public final boolean getUseClientMode() {
		return false;
	}

	@Override
	public final void setEnableSessionCreation(boolean enable) {
		if (!enable) {
			throw new UnsupportedOperationException("Every full handshake makes a session here");
		}
	}

	@Override
	public final boolean getEnableSessionCreation() {
		return true;
	}

	/**
	 * There are none: what a handshake costs is paid where it is called.
	 */
	@Override
	public final @Nullable Runnable getDelegatedTask() {
		return null;
	}

}
