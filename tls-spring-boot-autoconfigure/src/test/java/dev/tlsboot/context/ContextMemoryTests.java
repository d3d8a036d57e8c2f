package dev.tlsboot.context;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.engine.Role;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a context costs in memory, ready for its first connection, when there are many:
 * each with a key and a certificate of its own, all with the authorities of the server.
 */
class ContextMemoryTests {

	private static final Pattern FIGURES = Pattern.compile("heap=(-?\\d+) process=(-?\\d+)");

	@ParameterizedTest
	@CsvSource({ "JDK, 4_000", "OPENSSL, 4_000", "BOUNCYCASTLE, 4_000" })
	void staysWithinItsBounds(TestEngine engine, long heap) {
		try (PeerProcess process = PeerProcess.start(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:+UseSerialGC", "-XX:SoftRefLRUPolicyMSPerMB=0", "-Xmx1g", "-cp",
				System.getProperty("java.class.path"), Application.class.getName(), engine.name(), "500")) {
			assertThat(process.awaitExit()).as(process.output()).isZero();
			Matcher figures = FIGURES.matcher(process.output());
			assertThat(figures.find()).as(process.output()).isTrue();
			assertThat(Long.parseLong(figures.group(1))).as("bytes on the heap for a context").isLessThan(heap);
		}
	}

	static final class Application {

		private static final int WARM_UP = 100;

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			TestEngine engine = TestEngine.valueOf(args[0]);
			int count = Integer.parseInt(args[1]);
			SniContexts contexts = new SniContexts();
			// classes and tables, which are there once, and what is dropped when they are
			for (int i = 1; i <= WARM_UP; i++) {
				add(contexts, engine, -i);
			}
			long heap = heap();
			long process = process();
			for (int i = 1; i <= count; i++) {
				add(contexts, engine, i);
			}
			System.out.println("heap=" + (heap() - heap) / count + " process=" + (process() - process) / count);
			if (args.length > 2) {
				Thread.sleep(Long.parseLong(args[2]));
			}
			if (contexts.find("host" + count + ".example.com") == null) {
				throw new IllegalStateException("gone");
			}
		}

		private static void add(SniContexts contexts, TestEngine engine, int number) throws Exception {
			SecureContext context = SecureContext.builder()
				.engine(engine.get())
				.credentials(Credentials.of(List.of(identity(TestPki.get().ecServer()))))
				.build();
			context.engineContext(Role.SERVER);
			contexts.put("host" + number + ".example.com", context);
		}

		/**
		 * Read key and certificate anew, as out of files.
		 */
		private static Identity identity(X509Bundle bundle) throws Exception {
			X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(bundle.getCertificate().getEncoded()));
			return new Identity(
					KeyFactory.getInstance("EC")
						.generatePrivate(new PKCS8EncodedKeySpec(bundle.getKeyPair().getPrivate().getEncoded())),
					List.of(certificate));
		}

		/**
		 * Return what is left on the heap after collections enough to clear what earlier
		 * ones left to reference handlers: as the collector counted it, since what is
		 * used a moment later holds a buffer for each thread that allocates.
		 */
		private static long heap() {
			return IntStream.range(0, 8).mapToLong((collection) -> {
				System.gc();
				return ManagementFactory.getMemoryPoolMXBeans()
					.stream()
					.filter((pool) -> pool.getType() == MemoryType.HEAP)
					.mapToLong((pool) -> pool.getCollectionUsage().getUsed())
					.sum();
			}).min().getAsLong();
		}

		/**
		 * Return what is resident, native memory included, where the machine tells.
		 */
		private static long process() throws IOException {
			Path statm = Path.of("/proc/self/status");
			if (!Files.isReadable(statm)) {
				return 0;
			}
			return Files.readAllLines(statm)
				.stream()
				.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
				.sum();
		}

	}

}
