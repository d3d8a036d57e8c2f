package dev.tlsboot.transport;

import java.util.Locale;

/**
 * What moves bytes between sockets and event loops.
 */
public enum TransportKind {

	/**
	 * The native one whose Netty module is present and loads, or else {@link #NIO}. The
	 * order is {@link #EPOLL}, {@link #KQUEUE}, {@link #IO_URING}: container runtimes
	 * forbid io_uring by default, kernels are often built or set without it, and it locks
	 * memory for each event loop, so that epoll is the one to count on where both are
	 * there.
	 */
	AUTO(""),

	/**
	 * The JDK's selectors, on every machine.
	 */
	NIO(""),

	/**
	 * Linux, by {@code netty-transport-native-epoll}.
	 */
	EPOLL("netty-transport-native-epoll"),

	/**
	 * Linux with io_uring, by {@code netty-transport-native-io_uring}.
	 */
	IO_URING("netty-transport-native-io_uring"),

	/**
	 * macOS and BSD, by {@code netty-transport-native-kqueue}.
	 */
	KQUEUE("netty-transport-native-kqueue");

	private final String module;

	TransportKind(String module) {
		this.module = module;
	}

	/**
	 * Return the name that the option {@code transport} knows it by.
	 * @return the name in lower case
	 */
	public String optionValue() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the artifact of {@code io.netty} that brings it.
	 */
	String module() {
		return this.module;
	}

}
