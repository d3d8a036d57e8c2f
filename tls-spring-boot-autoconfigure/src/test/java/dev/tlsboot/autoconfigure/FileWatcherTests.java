package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class FileWatcherTests {

	private final FileWatcher watcher = new FileWatcher(Duration.ofMillis(50));

	private final List<String> seen = new CopyOnWriteArrayList<>();

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void makeFile() throws IOException {
		this.file = Files.writeString(this.directory.resolve("cert.pem"), "old");
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.watcher.destroy();
	}

	private void watch(Path file) {
		this.watcher.watch(Set.of(file), () -> this.seen.add(read(file)));
		// it looks once by itself: the file may have changed before it was watched
		awaitSeen("old");
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return "missing";
		}
	}

	private void awaitSeen(String... contents) {
		Awaitility.await().untilAsserted(() -> assertThat(this.seen).containsExactly(contents));
	}

	@Test
	void noticesAFileThatIsWrittenInPlace() throws IOException {
		watch(this.file);
		Files.writeString(this.file, "new");
		awaitSeen("old", "new");
	}

	@Test
	void noticesAFileThatIsMovedOverIt() throws IOException {
		watch(this.file);
		Path other = Files.writeString(this.directory.resolve("cert.pem.tmp"), "new");
		Files.move(other, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		awaitSeen("old", "new");
	}

	@Test
	void noticesAFileThatGoesAndComesBack() throws IOException {
		watch(this.file);
		Files.delete(this.file);
		awaitSeen("old", "missing");
		Files.writeString(this.file, "new");
		awaitSeen("old", "missing", "new");
	}

	@Test
	void noticesALinkThatIsTurnedAsCertbotDoesIt() throws IOException {
		Path archive = Files.createDirectory(this.directory.resolve("archive"));
		Path live = Files.createDirectory(this.directory.resolve("live"));
		Path link = live.resolve("cert.pem");
		Files.writeString(archive.resolve("cert1.pem"), "old");
		Files.createSymbolicLink(link, Path.of("../archive/cert1.pem"));
		watch(link);
		Files.writeString(archive.resolve("cert2.pem"), "new");
		Files.delete(link);
		Files.createSymbolicLink(link, Path.of("../archive/cert2.pem"));
		awaitSeen("old", "new");
	}

	/**
	 * Twice: the first turn takes away the folder that was there at first.
	 */
	@Test
	void noticesAFolderThatIsTurnedAsKubernetesDoesIt() throws IOException {
		Path mount = Files.createDirectory(this.directory.resolve("mount"));
		turn(mount, "..one", "old");
		Path link = Files.createSymbolicLink(mount.resolve("cert.pem"), Path.of("..data/cert.pem"));
		watch(link);
		turn(mount, "..two", "new");
		Files.delete(mount.resolve("..one/cert.pem"));
		Files.delete(mount.resolve("..one"));
		awaitSeen("old", "new");
		turn(mount, "..three", "newer");
		awaitSeen("old", "new", "newer");
	}

	private static void turn(Path mount, String folder, String content) throws IOException {
		Path version = Files.createDirectory(mount.resolve(folder));
		Files.writeString(version.resolve("cert.pem"), content);
		Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(folder));
		Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	@Test
	void waitsUntilWritersHaveFinished() throws Exception {
		FileWatcher patient = new FileWatcher(Duration.ofSeconds(2));
		AtomicInteger actions = new AtomicInteger();
		try {
			patient.watch(Set.of(this.file), actions::incrementAndGet);
			Awaitility.await().until(() -> actions.get() == 1);
			for (int i = 0; i < 5; i++) {
				Files.writeString(this.file, "x".repeat(i + 1));
				Thread.sleep(300);
			}
			Awaitility.await().until(() -> actions.get() == 2);
			assertThat(read(this.file)).hasSize(5);
		}
		finally {
			patient.destroy();
		}
		assertThat(actions).hasValue(2);
	}

	@Test
	void goesOnAfterAnActionThatFails() throws IOException {
		this.watcher.watch(Set.of(this.file), () -> {
			throw new IllegalStateException("the action fails");
		});
		watch(this.file);
		Files.writeString(this.file, "new");
		awaitSeen("old", "new");
	}

}
