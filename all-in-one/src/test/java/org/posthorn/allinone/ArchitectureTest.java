package org.posthorn.allinone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may know whom. No rule has exceptions.
class ArchitectureTest {
    private static final String[] FRAMEWORKS = {
        "io.micronaut..", "jakarta.inject..", "org.apache.kafka..", "java.sql..", "javax.sql..", "java.net.http.."
    };

    private static JavaClasses posthorn;

    @BeforeAll
    static void read() {
        posthorn = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.posthorn");
    }

    @ParameterizedTest
    @CsvSource({
        "mail,      ''",
        "mailauth,  mail",
        "events,    ''",
        "runtime,   events",
        "embedded,  ''",
        "testing,   embedded",
        "ingress,   mail mailauth events runtime",
        "policy,    mail mailauth events runtime",
        "delivery,  mail mailauth events runtime",
        "mailbox,   mail events runtime",
        "gateway,   mail events runtime",
        "mailctl,   mail events runtime",
        "allinone,  mail events runtime embedded ingress policy delivery mailbox gateway mailctl",
    })
    void aModuleKnowsOnlyWhatTheDependencyRuleGrants(String module, String known) {
        var own = "org.posthorn." + module + "..";
        var granted = new ArrayList<String>();
        granted.add(own);
        for (var name : known.isEmpty() ? new String[0] : known.split(" ")) {
            granted.add("org.posthorn." + name + "..");
        }
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.posthorn..")
                        .and(not(resideInAnyPackage(granted.toArray(String[]::new)))))
                .check(posthorn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail", "mailauth", "events"})
    void aLibraryOfFormatsImportsNoFramework(String module) {
        noClasses()
                .that()
                .resideInAPackage("org.posthorn." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS)
                .check(posthorn);
    }

    @Test
    void theBeansOfAServiceAreMadeInItsOwnContextOnly() {
        classes()
                .that()
                .areAnnotatedWith(Factory.class)
                .and()
                .resideOutsideOfPackage("org.posthorn.runtime..")
                .should(beGuardedByTheirService())
                .check(posthorn);
    }

    @Test
    void theInsideOfKafkaIsImportedInOneClass() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.posthorn.embedded.EmbeddedKafka")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..")
                .check(posthorn);
    }

    @Test
    void codeBlocksOnVirtualThreadsInsteadOfChainingReactiveTypes() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor..", "io.reactivex..", "org.apache.james.protocols..")
                .check(posthorn);
    }

    @Test
    void packagesOfAModuleHaveNoCycles() {
        slices().matching("org.posthorn.(*).(*)..").should().beFreeOfCycles().check(posthorn);
    }

    private static ArchCondition<JavaClass> beGuardedByTheirService() {
        return new ArchCondition<>("stand below a package with @Configuration and @Requires") {
            @Override
            public void check(JavaClass factory, ConditionEvents events) {
                var service = factory.getPackageName().split("\\.")[2];
                var name = "org.posthorn." + service + ".package-info";
                var guarded = posthorn.contain(name)
                        && posthorn.get(name).isAnnotatedWith(Configuration.class)
                        && posthorn.get(name).isAnnotatedWith(Requires.class);
                events.add(new SimpleConditionEvent(factory, guarded, factory.getName() + " is not guarded"));
            }
        };
    }
}
