package kr.co.bootpay.sandbox.junit5;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import kr.co.bootpay.sandbox.Sandbox;
import kr.co.bootpay.sandbox.SandboxException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * For JUnit 5: a sandbox for the test run, and a project in it for each class, which is reset before each test.
 *
 * <pre>{@code
 * @ExtendWith(BootpaySandboxExtension.class)
 * class RefundTest {
 *     @Test
 *     void aRefund(Sandbox sandbox) {
 *         Bootpay bootpay = sandbox.client(Bootpay::new);
 *         …
 *     }
 * }
 * }</pre>
 *
 * <p>Classes may run at the same time. Tests that share an extension, as those of a class do, take turns. A field that is
 * not static, {@code @RegisterExtension final BootpaySandboxExtension bootpay = new BootpaySandboxExtension()}, gives each
 * test a project, so that the tests of the class may run at the same time as well.
 *
 * <p>A test that fails shows what the sandbox saw. A test that is {@link BootpayStrict strict} fails if that is a misuse.
 *
 * <p>The variable BOOTPAY_SANDBOX_URL names a sandbox that runs, in the place of one that is started.
 */
public final class BootpaySandboxExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    /** The configuration parameter of JUnit that makes every test strict. */
    public static final String STRICT = "bootpay.sandbox.strict";

    private final Namespace namespace = Namespace.create(BootpaySandboxExtension.class, this);
    private final Semaphore turn = new Semaphore(1, true);
    private Sandbox project;
    private int users;
    private boolean isKept;

    /**
     * The project, for an application that is started with its address and its keys. It stays until the end of the JVM, since
     * such an application may serve several classes.
     */
    public synchronized Sandbox sandbox() {
        isKept = true;
        return project();
    }

    private synchronized Sandbox project() {
        if (project == null) {
            project = JvmSandbox.project();
        }
        return project;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        use(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        use(context);
        turn.acquire();
        Store store = context.getStore(namespace);
        store.put("turn", (Ending) turn::release);
        project().reset();
        store.put("begun", true); // and not the project, which newer versions of JUnit would close
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Throwable failure = context.getExecutionException().orElse(null);
        if (context.getStore(namespace).get("begun") == null || failure instanceof TestAbortedException) {
            return; // it has not begun, or is skipped
        }
        if (failure != null) {
            failure.addSuppressed(new SandboxSaw(seen()));
        } else if (isStrict(context) && !project().misuses().isEmpty()) {
            throw new AssertionError("the sandbox saw what a merchant must not do\n" + seen());
        }
    }

    private String seen() {
        try {
            return project() + "\n" + project().seen();
        } catch (SandboxException gone) {
            return gone.getMessage();
        }
    }

    private static boolean isStrict(ExtensionContext context) {
        for (ExtensionContext at = context; at.getParent().isPresent(); at = at.getParent().get()) {
            Optional<BootpayStrict> said = AnnotationSupport.findAnnotation(at.getElement(), BootpayStrict.class);
            if (said.isPresent()) {
                return said.get().value();
            }
        }
        return context.getConfigurationParameter(STRICT).map(Boolean::parseBoolean).orElse(false);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Sandbox.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return project();
    }

    /** The project lives as long as a class or a test that has this extension. */
    private void use(ExtensionContext context) {
        context.getStore(namespace).getOrComputeIfAbsent("use", nobody -> {
            begin();
            return (Ending) this::end;
        });
    }

    private synchronized void begin() {
        users++;
    }

    private synchronized void end() {
        users--;
        if (users == 0 && project != null && !isKept) {
            project.close();
            project = null;
        }
    }

    /** What JUnit closes at the end of a test or a class: the older versions know the one, the newer ones the other. */
    private interface Ending extends CloseableResource, AutoCloseable {
        @Override
        void close();
    }

    /** Printed below the failure of a test. */
    private static final class SandboxSaw extends Throwable {
        private static final long serialVersionUID = 1;

        SandboxSaw(String seen) {
            super(seen, null, false, false);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
