<?php

// zip.php FOLDER INTO NAME [PLATFORM]: zips a folder with a composer.json to INTO/NAME-VERSION[-PLATFORM].zip. Modes are kept.

declare(strict_types=1);

[, $folder, $into, $name] = $argv;
$version = json_decode(file_get_contents("$folder/composer.json"), true)['version'];
$path = "$into/$name-$version" . (isset($argv[4]) ? "-$argv[4]" : '') . '.zip';
$zip = new ZipArchive();
if ($zip->open($path, ZipArchive::CREATE | ZipArchive::OVERWRITE) !== true) {
    fwrite(STDERR, "$path cannot be written\n");
    exit(1);
}
$files = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS)) as $file) {
    $files[substr($file->getPathname(), strlen($folder) + 1)] = $file;
}
ksort($files);
foreach ($files as $entry => $file) {
    $zip->addFile($file->getPathname(), $entry);
    $mode = $file->isExecutable() ? 0100755 : 0100644;
    $zip->setExternalAttributesName($entry, ZipArchive::OPSYS_UNIX, $mode << 16);
}
$zip->close();
echo "$path\n";
